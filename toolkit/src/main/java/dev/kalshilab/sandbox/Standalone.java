package dev.kalshilab.sandbox;

import dev.kalshilab.model.KalshiException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A sandbox on its own, for any client: serves until it is stopped.
 *
 * <p>A program: says where it is and with which key, and takes the key back when it ends. What is wrong with its
 * options it says in two lines, and exits with 2.
 */
final class Standalone {
    private Standalone() {}

    /** Options as {@code notebooks/sandbox} has them. */
    public static void main(String[] options) throws InterruptedException {
        Sandbox sandbox;
        try {
            sandbox = start(options);
        } catch (KalshiException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "kalshi-sandbox-stop"));
        System.out.println(greeting(sandbox));
        System.out.flush();
        new CountDownLatch(1).await();
    }

    static Sandbox start(String... options) {
        SandboxOptions setup = SandboxOptions.usual();
        int port = 0;
        List<Fault> faults = new ArrayList<>();
        double speed = -1;
        Iterator<String> words = List.of(options).iterator();
        while (words.hasNext()) {
            String option = words.next();
            if (option.equals("--limits")) {
                setup = setup.withLimits();
                continue;
            }
            if (!List.of("--port", "--seed", "--speed", "--generation", "--fault")
                    .contains(option)) {
                throw new KalshiException("The option '" + option + "' is unknown.\n"
                        + "There are --port N, --seed S, --generation today|cents, --speed X, --fault NAME and"
                        + " --limits.");
            }
            if (!words.hasNext()) {
                throw new KalshiException(
                        "The option " + option + " has no value.\nWrite it behind: " + option + " VALUE.");
            }
            String value = words.next();
            try {
                switch (option) {
                    case "--port" -> port = port(Integer.parseInt(value));
                    case "--seed" -> setup = setup.withSeed(Long.parseLong(value));
                    case "--speed" -> speed = Double.parseDouble(value);
                    case "--generation" -> setup = generation(setup, value);
                    default -> faults.add(Fault.parse(value));
                }
            } catch (NumberFormatException e) {
                throw new KalshiException("The value '" + value + "' of " + option + " is no number.\nIt is "
                        + (option.equals("--speed")
                                ? "the seconds that pass in one, such as 1 or 60."
                                : "a whole one."));
            }
        }
        if (speed >= 0) {
            setup = setup.withSpeed(speed);
        } else if (speed != -1) {
            throw new KalshiException("The speed " + speed + " is below 0.\nTime goes forward, or stands still at 0.");
        }
        Sandbox sandbox = Sandbox.start(setup, port);
        // Making it takes a moment, in which the clock would run on.
        sandbox.rsa();
        if (speed > 0) {
            sandbox.speed(speed);
        }
        faults.forEach(sandbox::fault);
        return sandbox;
    }

    private static int port(int port) {
        if (port < 1 || port > 65_535) {
            throw new KalshiException("The port " + port + " is none.\nA port is a number from 1 to 65535.");
        }
        return port;
    }

    private static SandboxOptions generation(SandboxOptions options, String word) {
        return switch (word) {
            case "today" -> options;
            case "cents" -> options.inCents();
            default -> throw new KalshiException("The generation '" + word + "' is unknown.\nIt is today or cents.");
        };
    }

    /** Where it is and with which key; the last three lines are settings that our own client understands. */
    static String greeting(Sandbox sandbox) {
        DemoKey key = sandbox.rsa();
        return String.join(
                System.lineSeparator(),
                "SANDBOX: invented data. It is " + sandbox.clock().instant() + " there; Ctrl-C stops it.",
                "REST              " + sandbox.url(),
                "WebSocket         " + sandbox.wsUrl(),
                "Key id            " + key.id(),
                "Private key file  " + key.file(),
                "",
                "KALSHI_ON=" + sandbox.url(),
                "KALSHI_API_KEY_ID=" + key.id(),
                "KALSHI_PRIVATE_KEY_PATH=" + key.file());
    }
}
