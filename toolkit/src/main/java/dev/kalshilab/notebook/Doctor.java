package dev.kalshilab.notebook;

import dev.kalshilab.Kalshi;
import dev.kalshilab.chart.Charts;
import dev.kalshilab.model.KalshiException;
import java.time.Instant;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.Table;

/**
 * Checks, before any notebook runs, what every notebook needs.
 *
 * <p>A program: says nothing and exits with 0 when all is well, says what is wrong in at most two lines and exits with
 * 2 when not.
 */
public final class Doctor {
    private Doctor() {}

    /** Runs the checks; takes no arguments. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        try {
            examine();
        } catch (KalshiException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (Throwable e) {
            System.err.println("The toolkit does not run as it is installed: " + e
                    + "\nRun kernel-setup/install again; with --jar, name a jar with its lib directory beside it.");
            System.exit(2);
        }
        System.exit(0);
    }

    private static void examine() {
        fonts();
        // Opening reads a tape whole, so a broken line is found here, and a live exchange must at least answer.
        try (Kalshi kalshi = Kalshi.open(System.getenv("KALSHI_ON"))) {
            Table check = kalshi.check();
            for (int row = 0; row < check.rowCount(); row++) {
                boolean host = check.stringColumn("what").get(row).equals("host");
                if (host && check.stringColumn("state").get(row).equals("wrong")) {
                    throw new KalshiException(check.stringColumn("detail").get(row)
                            + ".\nCheck the address and the network, or run on the sandbox: --on sandbox.");
                }
            }
        }
    }

    private static void fonts() {
        Table table = Table.create(
                "check", InstantColumn.create("time", new Instant[] {Instant.EPOCH}), DoubleColumn.create("value", 1));
        Charts.steps(table, "time", "value").png();
    }
}
