package dev.kalshilab.cache;

import static dev.kalshilab.cache.Sample.NOW;
import static dev.kalshilab.cache.Sample.SOURCE;
import static dev.kalshilab.cache.Sample.files;
import static dev.kalshilab.cache.Sample.kept;
import static dev.kalshilab.cache.Sample.slab;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to one that keeps and reads while another clears, and where there is no room at all. */
class StoreTogetherTest {
    private static final Range ALL = new Range(0, 1_000_000);

    @TempDir
    Path directory;

    private Store open(List<String> told) {
        return Store.on(directory, SOURCE, StoreOptions.usual().withTrouble(told::add));
    }

    @Test
    void whoKeepsWhileAnotherClearsIsToldOfNoTrouble() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        try (Store keeps = open(told);
                Store clears = open(told)) {
            Thread clearing = new Thread(() -> {
                // As often as anybody may: each time when some more was kept.
                for (int next = 0; !over.get(); Thread.onSpinWait()) {
                    if (done.get() >= next) {
                        next = done.get() + 10;
                        clears.clear();
                    }
                }
            });
            clearing.start();
            for (int i = 0; i < 3_000; i++) {
                keeps.keep(slab("s" + i % 7, i, i + 1, 50), Shelf.PUBLIC);
                keeps.keep("answer " + i % 5, kept("a", 50), null, Shelf.PUBLIC);
                keeps.fact("series", "T" + i, "S");
                done.set(i);
            }
            over.set(true);
            clearing.join();
            assertThat(told).isEmpty();
            keeps.keep(slab("last", 0, 10, 50), Shelf.PUBLIC);
        }
        try (Store later = open(told)) {
            assertThat(later.slabs("last", ALL)).containsExactly(slab("last", 0, 10, 50));
            assertThat(later.stats().damaged()).isZero();
        }
    }

    @Test
    void whatWasReadWhileAllIsForgottenIsForgottenToo() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 300; i++) {
            try (Store writes = open(told);
                    Store store = open(told)) {
                writes.keep("key", kept("a", 200_000), null, Shelf.PUBLIC);
                AtomicBoolean reads = new AtomicBoolean();
                Thread reading = new Thread(() -> {
                    reads.set(true);
                    store.answer("key", NOW);
                });
                reading.start();
                while (!reads.get()) {
                    Thread.onSpinWait();
                }
                store.clear();
                reading.join();
                assertThat(store.answer("key", NOW)).as("round " + i).isEmpty();
            }
        }
    }

    @Test
    void whatWasPulledBeforeAClearIsNotKeptAfterIt() {
        try (Store store = open(new CopyOnWriteArrayList<>())) {
            long before = store.generation();
            store.clear();
            store.keep(slab("s", 0, 10, 50), Shelf.PUBLIC, before);
            assertThat(store.covered("s")).isEqualTo(Ranges.none());
            store.keep(slab("s", 0, 10, 50), Shelf.PUBLIC, store.generation());
            assertThat(store.slabs("s", ALL)).hasSize(1);
        }
    }

    @Test
    void withoutRoomOnTheDiskTheMemoryServes() throws Exception {
        for (long room : new long[] {0, 10}) {
            StoreOptions none = StoreOptions.usual().withDiskBytes(room);
            try (Store store = Store.on(directory, SOURCE, none)) {
                store.keep(slab("s", 0, 10, 50), Shelf.PUBLIC);
                assertThat(store.slabs("s", ALL)).as(room + " bytes").containsExactly(slab("s", 0, 10, 50));
            }
            assertThat(files(directory, ".slab")).isEmpty();
        }
        try (Store store =
                Store.on(directory.resolve("none"), SOURCE, StoreOptions.usual().withDiskBytes(0))) {
            store.fact("series", "T", "S");
            store.keep("key", kept("a", 50), null, Shelf.PUBLIC);
            assertThat(store.answer("key", NOW)).isPresent();
        }
        assertThat(directory.resolve("none")).doesNotExist();
    }
}
