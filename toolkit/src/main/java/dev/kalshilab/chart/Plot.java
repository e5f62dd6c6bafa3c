package dev.kalshilab.chart;

/**
 * Where the data of a pane lands on the page, in points.
 *
 * @param left the point of {@code from}
 * @param right the point of {@code to}
 * @param from the first value of the x axis
 * @param to the last value of the x axis
 */
record Plot(double left, double right, double top, double bottom, double from, double to) {
    double x(double value) {
        return left + (value - from) / (to - from) * (right - left);
    }

    Plot shiftedBy(double y) {
        return new Plot(left, right, top + y, bottom + y, from, to);
    }
}
