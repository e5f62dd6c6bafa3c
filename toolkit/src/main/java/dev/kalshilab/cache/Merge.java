package dev.kalshilab.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes one file of many that together make one stretch.
 *
 * <p>On a thread of its own, which goes when it is done: who keeps something, and the pull behind it, need not wait for
 * what only the next reader gains from.
 */
final class Merge {
    /** More slabs than these that make one stretch become one file. */
    private static final int MOST_APART = 16;

    /** No file grows beyond this by being put together with others; answers shrink to a tenth in it. */
    private static final long MOST_MERGED = 4L << 20;

    private static final long GRACE_MILLIS = 1000;

    private final Disk disk;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            0, 1, 1, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), Merge::made, new DiscardPolicy());
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Path> expected = ConcurrentHashMap.newKeySet();

    Merge(Disk disk) {
        this.disk = disk;
    }

    private static Thread made(Runnable work) {
        Thread thread = new Thread(work, "kalshi-cache");
        thread.setDaemon(true);
        return thread;
    }

    /** Has somebody look soon whether there are too many files of a subject in its directory. */
    void look(String identity, String subject, Path directory) {
        if (expected.add(directory)) {
            thread.execute(() -> {
                expected.remove(directory);
                alone(() -> mergeAll(identity, subject, directory));
            });
        }
    }

    /** Does something while nothing is put together: what is deleted then is not written once more. */
    void alone(Runnable what) {
        lock.lock();
        try {
            what.run();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is under way, or leaves it after a second: a file is whole or not there. */
    void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void mergeAll(String identity, String subject, Path directory) {
        List<Disk.Named> all = disk.list(directory);
        if (all.size() > MOST_APART) {
            for (List<Disk.Named> run : runs(all)) {
                if (run.size() > MOST_APART) {
                    merge(identity, subject, directory, run);
                }
            }
        }
    }

    /** Files, the earliest first, that together make one stretch; large ones stay what they are. */
    private static List<List<Disk.Named>> runs(List<Disk.Named> all) {
        List<List<Disk.Named>> runs = new ArrayList<>();
        List<Disk.Named> run = new ArrayList<>();
        long reach = 0;
        long size = 0;
        for (Disk.Named each :
                all.stream().sorted(Comparator.comparing(Disk.Named::covered)).toList()) {
            long own = each.file().toFile().length();
            if (own > MOST_MERGED / 2) {
                continue;
            }
            if (!run.isEmpty() && (each.covered().from() > reach || size + own > MOST_MERGED)) {
                runs.add(run);
                run = new ArrayList<>();
                size = 0;
            }
            reach = run.isEmpty()
                    ? each.covered().to()
                    : Math.max(reach, each.covered().to());
            size += own;
            run.add(each);
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs;
    }

    private void merge(String identity, String subject, Path directory, List<Disk.Named> run) {
        List<Disk.Named> useful = Cover.of(run, Disk.Named::covered);
        Set<Packed> answers = new LinkedHashSet<>();
        for (Disk.Named each : useful) {
            List<Packed> some = disk.packed(identity, subject, each);
            if (some == null) {
                return;
            }
            answers.addAll(some);
        }
        Range whole = new Range(
                useful.get(0).covered().from(),
                useful.get(useful.size() - 1).covered().to());
        // Forced, as the only other copies are deleted next.
        Path merged = disk.write(identity, subject, whole, List.copyOf(answers), directory, true);
        if (merged != null) {
            for (Disk.Named each : run) {
                disk.replaced(each);
            }
        }
    }
}
