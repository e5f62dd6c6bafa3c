package dev.kalshilab.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The faults that are still to strike; of the loop alone. */
final class Faults {
    private final List<Armed> armed = new ArrayList<>();

    private static final class Armed {
        final Fault fault;
        int left;
        long seen;

        Armed(Fault fault) {
            this.fault = fault;
            this.left = fault.kind() == Fault.Kind.GAP ? 1 : fault.times();
        }

        boolean strikes() {
            if (fault.every() == 0) {
                left--;
                return true;
            }
            long place = seen++ % fault.every();
            return place >= fault.every() - left;
        }

        boolean isOver() {
            return fault.every() == 0 && left == 0;
        }
    }

    void add(Fault fault) {
        armed.add(new Armed(fault));
    }

    void clear() {
        armed.clear();
    }

    boolean none() {
        return armed.isEmpty();
    }

    boolean any(Fault.Kind kind) {
        return armed.stream().anyMatch(one -> one.fault.kind() == kind);
    }

    boolean strikes(Fault.Kind kind) {
        return struck(kind) != null;
    }

    /** What strikes the next frame or answer that this kind can strike; null when nothing does. */
    @Nullable
    Fault struck(Fault.Kind kind) {
        Fault found = null;
        for (int i = armed.size() - 1; i >= 0; i--) {
            Armed one = armed.get(i);
            if (one.fault.kind() == kind && one.strikes()) {
                found = one.fault;
                if (one.isOver()) {
                    armed.remove(i);
                }
            }
        }
        return found;
    }
}
