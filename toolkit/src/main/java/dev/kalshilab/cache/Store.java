package dev.kalshilab.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one source answered, as it arrived, kept by what can still change: stretches of time that are final, single
 * answers until they expire, and facts for good. Memory over a directory, or memory alone.
 *
 * <p>Nothing here fails for want of a disk: what cannot be read is asked again, what cannot be written is kept in
 * memory and said once. Several threads, and several processes on one directory, may do everything at once.
 */
public final class Store implements AutoCloseable {
    private static final long TOUCH_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int OVERHEAD = 200;

    private final @Nullable Disk disk;
    private final Cache<String, Entry> memory;
    private final Flights flights = new Flights();

    /** Slabs that are in memory alone, by their places there: for each identity and subject. */
    private final ConcurrentMap<String, ConcurrentMap<String, Range>> loose = new ConcurrentHashMap<>();

    private final AtomicLong numbers = new AtomicLong();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder damaged;
    private volatile Whose whose;
    private volatile boolean closed;

    private Store(@Nullable Disk disk, StoreOptions options, LongAdder damaged) {
        this.disk = disk;
        this.damaged = damaged;
        this.memory = Caffeine.newBuilder()
                .maximumWeight(options.memoryBytes())
                .<String, Entry>weigher((place, entry) -> entry.weight())
                .removalListener(this::left)
                .executor(Runnable::run)
                .recordStats()
                .build();
        String identity = disk == null ? null : disk.identity();
        this.whose = new Whose(identity == null ? "" : identity, 0, false, facts(identity == null ? "" : identity));
    }

    /** A store that is gone with the session. */
    public static Store inMemory() {
        return inMemory(StoreOptions.usual());
    }

    public static Store inMemory(StoreOptions options) {
        return new Store(null, options, new LongAdder());
    }

    /**
     * A store in a directory, which is made when something is first kept.
     *
     * @param directory where stores of all sources lie side by side
     * @param source the address of the exchange; each has its own part of the directory
     */
    public static Store on(Path directory, String source) {
        return on(directory, source, StoreOptions.usual());
    }

    public static Store on(Path directory, String source, StoreOptions options) {
        if (options.diskBytes() == 0) {
            return inMemory(options);
        }
        LongAdder damaged = new LongAdder();
        return new Store(new Disk(directory, source, options, damaged), options, damaged);
    }

    private Facts facts(String identity) {
        return new Facts(disk == null ? null : disk.facts(identity), damaged);
    }

    /**
     * Whose answers are kept and served.
     *
     * @param generation how many changes were seen before
     * @param seen whether a live answer has said so
     */
    private record Whose(String identity, long generation, boolean seen, Facts facts) {
        String place(String kind, String name) {
            return kind + ":" + generation + ":" + name;
        }
    }

    /** What is at a place in memory: a slab or an answer; and its file, if it has one. */
    private static final class Entry {
        final @Nullable Slab slab;
        final @Nullable Dated answer;
        final @Nullable Path file;
        final String of;
        final long weight;
        private volatile long touched = System.nanoTime();

        Entry(@Nullable Slab slab, @Nullable Dated answer, @Nullable Path file, String of, long weight) {
            this.slab = slab;
            this.answer = answer;
            this.file = file;
            this.of = of;
            this.weight = weight + OVERHEAD;
        }

        int weight() {
            return (int) Math.min(Integer.MAX_VALUE, weight);
        }

        /** What is read from memory is not the first to go from the disk. */
        void touch() {
            long now = System.nanoTime();
            if (file != null && now - touched > TOUCH_NANOS) {
                touched = now;
                Disk.touch(file);
            }
        }
    }

    // Who is there

    /**
     * Says who answers at the source now. When that is another than before, all that was kept is dropped, on the disk
     * too. Until anybody has said so, what is there is served. Costs nothing when it is the same as before.
     *
     * @param identity what a live answer says of who made it; empty for a real exchange
     */
    public void seen(String identity) {
        Whose before = whose;
        if (!before.seen() || !before.identity().equals(identity)) {
            change(identity);
        }
    }

    private synchronized void change(String identity) {
        Whose before = whose;
        if (before.identity().equals(identity)) {
            whose = new Whose(identity, before.generation(), true, before.facts());
            return;
        }
        whose = new Whose(identity, before.generation() + 1, true, facts(identity));
        memory.invalidateAll();
        loose.clear();
        if (disk != null) {
            disk.identify(identity);
        }
    }

    /**
     * Counts the changes of who answers. What was pulled before a change and is kept after it, with the number from
     * before, is not kept.
     */
    public long generation() {
        return whose.generation();
    }

    /**
     * The same, for an answer that says who made it.
     *
     * @return a number that nothing is kept with when somebody else is there by now
     */
    public long generation(String identity) {
        Whose now = whose;
        return now.identity().equals(identity) ? now.generation() : -1;
    }

    /** True when what belongs to an account goes onto a disk. */
    public boolean keepsPrivate() {
        return disk != null && disk.takes(Shelf.PRIVATE);
    }

    // Stretches of time

    /** What is there of a subject, by names alone: cheap, and mostly true. What counts is {@link #held}. */
    public Ranges covered(String subject) {
        return Ranges.of(pieces(whose, subject).stream().map(Piece::covered).toList());
    }

    /** What is there of a wanted stretch, read and checked; what is found damaged is deleted and not counted. */
    public Held held(String subject, Range wanted) {
        Whose now = whose;
        Map<String, Slab> read = new HashMap<>();
        Set<String> missing = new HashSet<>();
        while (true) {
            List<Piece> pieces = pieces(now, subject).stream()
                    .filter(each -> !missing.contains(each.place()))
                    .toList();
            List<Slab> slabs = new ArrayList<>();
            boolean complete = true;
            for (Piece each : Cover.of(pieces, Piece::covered, wanted)) {
                Slab slab = read.get(each.place());
                if (slab == null) {
                    slab = read(now, subject, each);
                }
                if (slab == null) {
                    // Damaged; or another process has just made one of it and others: the next listing has that one.
                    missing.add(each.place());
                    complete = false;
                } else {
                    read.put(each.place(), slab);
                    slabs.add(slab);
                }
            }
            if (complete) {
                Ranges covered =
                        Ranges.of(slabs.stream().map(Slab::covered).toList()).within(wanted);
                hits.add(slabs.size());
                if (!covered.contains(wanted)) {
                    misses.increment();
                }
                return new Held(slabs, covered);
            }
        }
    }

    /** The slabs of {@link #held}. */
    public List<Slab> slabs(String subject, Range wanted) {
        return held(subject, wanted).slabs();
    }

    /** Keeps what was pulled of a subject over a stretch of time. Never fails. */
    public void keep(Slab slab, Shelf shelf) {
        keep(slab, shelf, whose.generation());
    }

    /**
     * Keeps what was pulled, unless who answers has changed since.
     *
     * @param generation what {@link #generation()} was when the pull began
     */
    public void keep(Slab slab, Shelf shelf, long generation) {
        Whose now = whose;
        if (closed || generation != now.generation()) {
            return;
        }
        Path file = disk != null && disk.takes(shelf) ? disk.keep(now.identity(), slab, shelf) : null;
        String of = now.place("slabs", slab.subject());
        if (file != null) {
            memory.put(now.place("slab", file.toString()), new Entry(slab, null, file, of, slab.weight()));
        } else {
            String place = now.place("loose", Long.toString(numbers.incrementAndGet()));
            loose.compute(of, (any, places) -> {
                ConcurrentMap<String, Range> all = places == null ? new ConcurrentHashMap<>() : places;
                all.put(place, slab.covered());
                return all;
            });
            memory.put(place, new Entry(slab, null, null, of, slab.weight()));
        }
    }

    /**
     * As {@link #keep(Slab, Shelf, long)}, in place of what was held of that stretch: what others asked before is not to
     * be believed beside it.
     */
    public void renew(Slab slab, Shelf shelf, long generation) {
        Whose now = whose;
        if (closed || generation != now.generation()) {
            return;
        }
        Runnable renewing = () -> {
            List<Piece> before = pieces(now, slab.subject()).stream()
                    .filter(each -> each.covered().overlaps(slab.covered()))
                    .toList();
            keep(slab, shelf, generation);
            for (Piece each : before) {
                Slab old = read(now, slab.subject(), each);
                if (old != null) {
                    for (Range rest : Ranges.of(each.covered()).minus(slab.covered())) {
                        keep(new Slab(slab.subject(), rest, old.answers()), shelf, generation);
                    }
                }
                memory.invalidate(each.place());
                if (disk != null && each.named() != null) {
                    disk.replaced(each.named());
                }
            }
        };
        if (disk == null) {
            renewing.run();
        } else {
            disk.alone(renewing);
        }
    }

    /** Where a slab is: in a file, or in memory alone. */
    private record Piece(String place, Range covered, Disk.@Nullable Named named) {}

    private List<Piece> pieces(Whose now, String subject) {
        List<Piece> pieces = new ArrayList<>();
        if (closed) {
            return pieces;
        }
        Map<String, Range> inMemory = loose.get(now.place("slabs", subject));
        if (inMemory != null) {
            inMemory.forEach((place, covered) -> {
                if (memory.asMap().containsKey(place)) {
                    pieces.add(new Piece(place, covered, null));
                }
            });
        }
        if (disk != null) {
            for (Disk.Named each : disk.list(now.identity(), subject)) {
                pieces.add(new Piece(now.place("slab", each.file().toString()), each.covered(), each));
            }
        }
        return pieces;
    }

    private @Nullable Slab read(Whose now, String subject, Piece piece) {
        Entry entry = memory.getIfPresent(piece.place());
        if (entry != null) {
            entry.touch();
            return entry.slab;
        }
        if (disk == null || piece.named() == null) {
            return null;
        }
        Slab slab = disk.read(now.identity(), subject, piece.named());
        if (slab != null) {
            String of = now.place("slabs", subject);
            memory.put(piece.place(), new Entry(slab, null, piece.named().file(), of, slab.weight()));
        }
        return slab;
    }

    private void left(@Nullable String place, @Nullable Entry entry, RemovalCause cause) {
        if (place != null && entry != null && entry.file == null && entry.slab != null) {
            loose.computeIfPresent(entry.of, (of, places) -> {
                places.remove(place);
                return places.isEmpty() ? null : places;
            });
        }
    }

    // Single answers

    /** The answer that was kept under the key, while it is good. */
    public Optional<Kept> answer(String key, Instant now) {
        Whose whom = whose;
        Dated answer = closed ? null : dated(whom, key, now);
        if (answer == null) {
            misses.increment();
            return Optional.empty();
        }
        hits.increment();
        return Optional.of(answer.kept());
    }

    /** True when {@link #answer} would give one; not counted. */
    public boolean holds(String key, Instant now) {
        return !closed && dated(whose, key, now) != null;
    }

    private @Nullable Dated dated(Whose whom, String key, Instant now) {
        String place = whom.place("answer", key);
        Entry entry = memory.getIfPresent(place);
        if (entry != null && entry.answer != null && entry.answer.isGood(now)) {
            entry.touch();
            return entry.answer;
        }
        // Another process may have a newer one.
        Dated answer = disk == null ? null : disk.answer(whom.identity(), key);
        if (answer == null || !answer.isGood(now)) {
            return null;
        }
        memory.put(place, new Entry(null, answer, answer.file(), "", answer.weight()));
        return answer;
    }

    /**
     * Keeps an answer under a key, in place of the one before. Never fails. A key always goes on the same shelf.
     *
     * @param until from when on it is to be asked again; null when it is final
     */
    public void keep(String key, Kept answer, @Nullable Instant until, Shelf shelf) {
        Whose now = whose;
        if (closed) {
            return;
        }
        Dated dated = new Dated(answer, until, null);
        Path file = disk != null && disk.takes(shelf) ? disk.keep(now.identity(), key, dated, shelf) : null;
        memory.put(now.place("answer", key), new Entry(null, dated, file, "", dated.weight()));
    }

    // Facts

    /** The value that was kept; null when there is none. */
    public @Nullable String fact(String kind, String key) {
        String value = closed ? null : whose.facts().get(kind, key);
        (value == null ? misses : hits).increment();
        return value;
    }

    /** True when {@link #fact(String, String)} would give one; not counted. */
    public boolean knows(String kind, String key) {
        return !closed && whose.facts().get(kind, key) != null;
    }

    /** Keeps what never changes and anybody may know, such as the series of a ticker. Never fails. */
    public void fact(String kind, String key, String value) {
        Whose now = whose;
        if (closed) {
            return;
        }
        if (disk != null) {
            disk.fact(now.identity(), now.facts(), kind, key, value);
        } else {
            now.facts().put(kind, key, value);
        }
    }

    // One asks for all

    /**
     * What {@code ask} gives. Threads that come with the same key while one asks wait for it, and get what it got: the
     * value, or the exception. When the one that asks is interrupted, one of those that wait asks instead.
     *
     * @throws dev.kalshilab.model.KalshiException when this thread was interrupted while it waited for another
     */
    public <T> T once(String key, Supplier<T> ask) {
        return flights.once(key, ask);
    }

    // The rest

    public CacheStats stats() {
        long weight = memory.policy()
                .eviction()
                .map(bound -> bound.weightedSize().orElse(0))
                .orElse(0L);
        return new CacheStats(
                weight,
                disk == null ? 0 : disk.bytes(),
                memory.estimatedSize(),
                hits.sum(),
                misses.sum(),
                memory.stats().evictionCount(),
                damaged.sum());
    }

    /** Forgets a subject's slabs, and the answer of that key, on the disk too. */
    public void forget(String subject) {
        Whose now = whose;
        String of = now.place("slabs", subject);
        loose.remove(of);
        memory.asMap().values().removeIf(entry -> entry.of.equals(of));
        memory.invalidate(now.place("answer", subject));
        if (disk != null) {
            disk.forget(now.identity(), subject);
        }
    }

    /** Forgets everything of this source, on the disk too, and what is pulled or read at this moment with it. */
    public void clear() {
        if (disk != null) {
            disk.clear();
        }
        synchronized (this) {
            // Who reads or keeps just now does so under names that nobody looks for any more.
            Whose before = whose;
            whose = new Whose(before.identity(), before.generation() + 1, before.seen(), facts(before.identity()));
        }
        memory.invalidateAll();
        loose.clear();
    }

    /** Gives the memory back; what is on the disk stays. Nothing is kept or found afterwards. */
    @Override
    public void close() {
        closed = true;
        if (disk != null) {
            disk.close();
        }
        memory.invalidateAll();
        loose.clear();
        whose.facts().forget();
    }

    @Override
    public String toString() {
        return "Store[" + (disk == null ? "in memory" : disk) + ", " + stats() + "]";
    }
}
