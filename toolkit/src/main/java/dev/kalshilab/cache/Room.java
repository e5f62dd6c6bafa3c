package dev.kalshilab.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** How much is on the disk, and what goes when it is too much. */
final class Room {
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    private final Path root;
    private final long most;
    private final ReentrantLock sweeping = new ReentrantLock();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder writtenSinceSweep = new LongAdder();

    /** @param most so many bytes at most, about */
    Room(Path root, long most) {
        this.root = root;
        this.most = most;
    }

    void written(long length) {
        bytes.add(length);
        writtenSinceSweep.add(length);
    }

    void deleted(long length) {
        bytes.add(-length);
    }

    void cleared() {
        bytes.reset();
    }

    long bytes() {
        return Math.max(0, bytes.sum());
    }

    /** The room is looked at when a sixteenth of it was written since, or what is known is beyond it. */
    void make() {
        if (bytes.sum() > most || writtenSinceSweep.sum() > most / 16) {
            sweep();
        }
    }

    private record Found(Path file, long size, long modified) {}

    /** Measures everything, takes away what killed processes left unfinished, and what was not read for longest. */
    void sweep() {
        if (!sweeping.tryLock()) {
            return;
        }
        try {
            List<Found> found = new ArrayList<>();
            long now = System.currentTimeMillis();
            writtenSinceSweep.reset();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    long modified = attributes.lastModifiedTime().toMillis();
                    String name = file.getFileName().toString();
                    if (name.endsWith(OwnFiles.UNFINISHED) && now - modified > HOUR) {
                        OwnFiles.delete(file);
                    } else {
                        found.add(new Found(file, attributes.size(), modified));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
            long total = found.stream().mapToLong(Found::size).sum();
            if (total > most) {
                total = evict(found, total);
            }
            bytes.reset();
            bytes.add(total);
        } catch (IOException e) {
            // Nothing is there yet.
        } finally {
            sweeping.unlock();
        }
    }

    private long evict(List<Found> found, long total) {
        long left = total;
        found.sort(Comparator.comparingLong(Found::modified));
        for (Found each : found) {
            if (left <= most / 10 * 9) {
                break;
            }
            String name = each.file().getFileName().toString();
            if ((name.endsWith(".slab") || name.endsWith(".answer")) && OwnFiles.delete(each.file())) {
                left -= each.size();
                Path directory = each.file().getParent();
                if (directory != null) {
                    // Only when it is empty; whoever writes into it just now makes it again.
                    OwnFiles.delete(directory);
                }
            }
        }
        return left;
    }
}
