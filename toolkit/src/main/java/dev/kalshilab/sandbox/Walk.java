package dev.kalshilab.sandbox;

/**
 * What the world expects of one event, from its opening until its outcome is known.
 *
 * <p>A random walk whose remaining variance is known at every moment: where it ends is the outcome, so the
 * probability of a range of outcomes is a normal integral round the present value, and prices made from it are
 * calibrated by construction. Steps differ in size: news comes in bursts, and most of it in the decisive hours.
 */
final class Walk {
    private final long start;
    private final long step;
    private final double[] value;
    private final double[] remaining;
    private final double[] activity;

    /**
     * @param start when the event's markets open, in microseconds as all times here
     * @param heat when the decisive hours begin
     * @param end when the outcome is known
     * @param step the length of one step
     * @param share which part of the variance belongs to the decisive hours
     */
    Walk(Rng rng, long start, long heat, long end, long step, double share, double first, double deviation) {
        this.start = start;
        this.step = step;
        int steps = (int) ((end - start + step - 1) / step);
        int cold = (int) Math.min(steps - 1, Math.max(1, (heat - start) / step));
        activity = new double[steps];
        double burst = 0;
        double coldSum = 0;
        double hotSum = 0;
        for (int i = 0; i < steps; i++) {
            burst = rng.chance(0.015) ? rng.between(4, 10) : burst * 0.7;
            activity[i] = StrictMath.exp(0.5 * rng.gaussian() - 0.125) + burst;
            if (i < cold) {
                coldSum += activity[i];
            } else {
                hotSum += activity[i];
            }
        }
        value = new double[steps + 1];
        remaining = new double[steps + 1];
        value[0] = first;
        double left = 1;
        for (int i = 0; i < steps; i++) {
            double part = i < cold ? (1 - share) * activity[i] / coldSum : share * activity[i] / hotSum;
            remaining[i] = deviation * StrictMath.sqrt(Math.max(0, left));
            value[i + 1] = value[i] + deviation * StrictMath.sqrt(part) * rng.gaussian();
            left -= part;
            if (i >= cold) {
                activity[i] *= 3;
            }
        }
    }

    /** Where it ends. */
    double outcome() {
        return value[value.length - 1];
    }

    private int index(long time) {
        return (int) Math.max(0, Math.min(activity.length, (time - start) / step));
    }

    double value(long time) {
        int i = index(time);
        if (i >= activity.length) {
            return outcome();
        }
        double into = Math.max(0, (double) (time - start - i * step) / step);
        return value[i] + into * (value[i + 1] - value[i]);
    }

    /** The standard deviation of what is still to come. */
    double remaining(long time) {
        int i = index(time);
        if (i >= activity.length) {
            return 0;
        }
        double into = Math.max(0, (double) (time - start - i * step) / step);
        return remaining[i] + into * (remaining[i + 1] - remaining[i]);
    }

    /** How busy this moment is; 1 is ordinary. */
    double activity(long time) {
        return activity[Math.min(activity.length - 1, index(time))];
    }

    /** The probability that the outcome falls from {@code low} to {@code high}. */
    double probability(long time, double low, double high) {
        double now = value(time);
        double deviation = remaining(time);
        if (deviation <= 0) {
            return now >= low && now < high ? 1 : 0;
        }
        return normal((high - now) / deviation) - normal((low - now) / deviation);
    }

    /** The normal distribution function, to seven digits (Abramowitz and Stegun 26.2.17). */
    static double normal(double z) {
        if (z > 8 || z < -8) {
            return z > 0 ? 1 : 0;
        }
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double tail = t
                * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
                * 0.3989422804014327
                * StrictMath.exp(-0.5 * z * z);
        return z > 0 ? 1 - tail : tail;
    }

    /** The inverse of {@link #normal}, to the fourth digit. */
    static double quantile(double probability) {
        double low = -8;
        double high = 8;
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2;
            if (normal(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
