package dev.kalshilab.sandbox;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The sandbox's time: it stands still but for the steps it is moved on by. */
final class SandboxClock extends Clock {
    private volatile long micros;

    SandboxClock(long micros) {
        this.micros = micros;
    }

    long micros() {
        return micros;
    }

    void moveTo(long later) {
        micros = later;
    }

    @Override
    public Instant instant() {
        return Time.instant(micros);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        SandboxClock origin = this;
        return new Clock() {
            @Override
            public Instant instant() {
                return origin.instant();
            }

            @Override
            public ZoneId getZone() {
                return zone;
            }

            @Override
            public Clock withZone(ZoneId other) {
                return origin.withZone(other);
            }
        };
    }
}
