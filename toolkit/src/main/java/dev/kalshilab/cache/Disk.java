package dev.kalshilab.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of one source: {@code v1/SOURCE/IDENTITY/public|private/slabs/ab/cdef…/FROM_TO_RANDOM.slab}, answers
 * beside the slabs, and facts.
 *
 * <p>No locks: names are never used twice, a file appears whole under its name, and whoever replaces some by one deletes
 * only what the new one holds, after it is there. So several processes can do all of this at once. Nothing here fails
 * because of a disk: what cannot be read is not there, what cannot be written is said once.
 */
final class Disk {
    private static final Pattern NAME = Pattern.compile("(-?\\d{1,19})_(-?\\d{1,19})_[0-9a-f]{16}\\.slab");
    private static final String VERSION = "v1";
    private static final String IDENTITY = "identity";

    /** More slabs than these that make one stretch become one file. */
    private static final int MOST_APART = 16;

    /** No file grows beyond this by being put together with others; answers shrink to a tenth in it. */
    private static final long MOST_MERGED = 4L << 20;

    /** What is larger as it arrived stays in memory. */
    private static final long MOST_ENCODED = 1L << 30;

    private static final long HOUR = TimeUnit.HOURS.toMillis(1);
    private static final int MOST_LISTINGS = 3;

    private final String source;
    private final Path root;
    private final boolean privateToo;
    private final long most;
    private final Consumer<String> trouble;
    private final LongAdder damaged;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Set<String> merging = ConcurrentHashMap.newKeySet();
    private final Set<Path> unreadable = ConcurrentHashMap.newKeySet();
    private final ReentrantLock sweeping = new ReentrantLock();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder writtenSinceSweep = new LongAdder();

    Disk(Path directory, String source, StoreOptions options, LongAdder damaged) {
        this.source = source;
        this.root = directory.resolve(VERSION).resolve(name(source));
        this.privateToo = options.privateToo();
        this.most = options.diskBytes();
        this.trouble = options.trouble();
        this.damaged = damaged;
    }

    private static String name(String source) {
        String readable = source.replaceFirst("^[a-z]+://", "").replaceAll("[^A-Za-z0-9.-]+", "_");
        return readable.substring(0, Math.min(40, readable.length())) + "-" + hash(source, 12);
    }

    private static String hash(String text, int digits) {
        return HexFormat.of().formatHex(Sheet.sha256(text)).substring(0, digits);
    }

    /** A slab on the disk, as its name tells; it is read before it is believed. */
    record Named(Path file, Range covered) {}

    // Identity

    /** Whose answers these are; null when nobody has said so yet. */
    @Nullable
    String identity() {
        try {
            Sheet sheet = Sheet.decode(OwnFiles.read(root.resolve(IDENTITY)));
            return sheet.owner().equals(source) ? sheet.key() : null;
        } catch (IOException | Sheet.Damaged e) {
            return null;
        }
    }

    /** From now on answers are this one's; those of all others are deleted. */
    void identify(String identity) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try {
            write(root.resolve(IDENTITY), new Sheet(source, identity, 0, 0, List.of()).encode(), false);
        } catch (IOException e) {
            tell(e);
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root)) {
            Path own = home(identity);
            for (Path each : all) {
                if (!each.equals(own) && Files.isDirectory(each)) {
                    OwnFiles.deleteAll(each);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // What is left of others is in directories that nobody reads.
        }
    }

    private Path home(String identity) {
        return root.resolve(hash(identity, 16));
    }

    Path facts(String identity) {
        return home(identity).resolve("facts");
    }

    private List<Path> shelves(String identity) {
        Path home = home(identity);
        return privateToo ? List.of(home.resolve("public"), home.resolve("private")) : List.of(home.resolve("public"));
    }

    private Path shelf(String identity, Shelf shelf) {
        return home(identity).resolve(shelf == Shelf.PRIVATE ? "private" : "public");
    }

    boolean takes(Shelf shelf) {
        return shelf == Shelf.PUBLIC || (shelf == Shelf.PRIVATE && privateToo);
    }

    private String owner(String identity) {
        return source + "\n" + identity;
    }

    private static Path hashed(Path in, String key) {
        String hash = hash(key, 24);
        return in.resolve(hash.substring(0, 2)).resolve(hash.substring(2));
    }

    // Slabs

    private static Path slabsOf(Path shelf, String subject) {
        return hashed(shelf.resolve("slabs"), subject);
    }

    /** The slabs of a subject by their names. */
    List<Named> list(String identity, String subject) {
        List<Named> found = new ArrayList<>();
        for (Path shelf : shelves(identity)) {
            found.addAll(list(slabsOf(shelf, subject)));
        }
        return found;
    }

    /**
     * A listing is no picture of one moment: while another process puts files together, the new one may not be seen and
     * the old ones no longer. A directory that changed meanwhile is listed again, a few times. What is missed all the
     * same is asked again, and nothing worse.
     */
    private List<Named> list(Path directory) {
        List<Named> found = new ArrayList<>();
        for (int i = 0; i < MOST_LISTINGS; i++) {
            found.clear();
            try {
                FileTime before = Files.getLastModifiedTime(directory);
                try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                    for (Path file : files) {
                        Named named = named(file);
                        if (named != null && !unreadable.contains(file)) {
                            found.add(named);
                        }
                    }
                }
                if (before.equals(Files.getLastModifiedTime(directory))) {
                    return found;
                }
            } catch (IOException | DirectoryIteratorException e) {
                return found;
            }
        }
        return found;
    }

    private static @Nullable Named named(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
            try {
                return new Named(file, new Range(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))));
            } catch (RuntimeException e) {
                return null;
            }
        }
        return null;
    }

    /** What the file holds; null when it is gone, or was found damaged and is deleted now. */
    @Nullable
    Slab read(String identity, String subject, Named named) {
        Sheet sheet = believed(named.file(), identity, subject);
        if (sheet == null) {
            return null;
        }
        if (sheet.first() != named.covered().from()
                || sheet.second() != named.covered().to()) {
            spoiled(named.file());
            return null;
        }
        touch(named.file());
        return new Slab(subject, named.covered(), sheet.answers());
    }

    private @Nullable Sheet believed(Path file, String identity, String key) {
        try {
            Sheet sheet = Sheet.decode(OwnFiles.read(file));
            if (sheet.owner().equals(owner(identity)) && sheet.key().equals(key)) {
                return sheet;
            }
            spoiled(file);
        } catch (Sheet.Damaged e) {
            spoiled(file);
        } catch (NoSuchFileException e) {
            // Put together with others by somebody, or not there at all.
        } catch (IOException e) {
            unreadable.add(file);
        }
        return null;
    }

    private void spoiled(Path file) {
        damaged.increment();
        if (!OwnFiles.delete(file)) {
            unreadable.add(file);
        }
    }

    /** Who is read is not the first to go. */
    static void touch(Path file) {
        try {
            long now = System.currentTimeMillis();
            if (now - Files.getLastModifiedTime(file).toMillis() > HOUR) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(now));
            }
        } catch (IOException e) {
            // Gone, or not ours.
        }
    }

    /** The file in which it is now; null when it could not be written. */
    @Nullable
    Path keep(String identity, Slab slab, Shelf shelf) {
        Path directory = slabsOf(shelf(identity, shelf), slab.subject());
        Path file = write(identity, slab, directory, false);
        if (file != null) {
            merge(identity, slab.subject(), directory);
            makeRoom();
        }
        return file;
    }

    private @Nullable Path write(String identity, Slab slab, Path directory, boolean force) {
        if (slab.weight() > MOST_ENCODED) {
            return null;
        }
        Path file = directory.resolve(
                slab.covered().from() + "_" + slab.covered().to() + "_" + OwnFiles.random() + ".slab");
        byte[] content = new Sheet(
                        owner(identity),
                        slab.subject(),
                        slab.covered().from(),
                        slab.covered().to(),
                        slab.answers())
                .encode();
        try {
            begin(identity);
            // Not forced: what a crash of the machine leaves half is found by its checksum and asked again.
            write(file, content, force);
            return file;
        } catch (IOException e) {
            tell(e);
            return null;
        }
    }

    private void write(Path file, byte[] content, boolean force) throws IOException {
        OwnFiles.write(file, content, force);
        bytes.add(content.length);
        writtenSinceSweep.add(content.length);
    }

    private void begin(String identity) throws IOException {
        if (begun.get() && Files.isDirectory(root)) {
            return;
        }
        OwnFiles.directories(root);
        OwnFiles.close(root);
        if (!Files.exists(root.resolve(IDENTITY))) {
            OwnFiles.write(root.resolve(IDENTITY), new Sheet(source, identity, 0, 0, List.of()).encode(), false);
        }
        if (begun.compareAndSet(false, true)) {
            sweep();
        }
    }

    // Many into one

    private void merge(String identity, String subject, Path directory) {
        String guard = directory.toString();
        if (!merging.add(guard)) {
            return;
        }
        try {
            List<Named> all = list(directory);
            if (all.size() > MOST_APART) {
                for (List<Named> run : runs(all)) {
                    if (run.size() > MOST_APART) {
                        merge(identity, subject, directory, run);
                    }
                }
            }
        } finally {
            merging.remove(guard);
        }
    }

    /** Files, the earliest first, that together make one stretch; large ones stay what they are. */
    private static List<List<Named>> runs(List<Named> all) {
        List<List<Named>> runs = new ArrayList<>();
        List<Named> run = new ArrayList<>();
        long reach = 0;
        long size = 0;
        for (Named each :
                all.stream().sorted(Comparator.comparing(Named::covered)).toList()) {
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

    private void merge(String identity, String subject, Path directory, List<Named> run) {
        List<Named> useful = Cover.of(run, Named::covered);
        Set<Kept> answers = new LinkedHashSet<>();
        for (Named each : useful) {
            Slab slab = read(identity, subject, each);
            if (slab == null) {
                return;
            }
            answers.addAll(slab.answers());
        }
        Range whole = new Range(
                useful.get(0).covered().from(),
                useful.get(useful.size() - 1).covered().to());
        // Forced, as the only other copies are deleted next.
        Path merged = write(identity, new Slab(subject, whole, List.copyOf(answers)), directory, true);
        if (merged != null) {
            for (Named each : run) {
                bytes.add(-each.file().toFile().length());
                OwnFiles.delete(each.file());
            }
        }
    }

    // Answers

    private static Path answerOf(Path shelf, String key) {
        Path hashed = hashed(shelf.resolve("answers"), key);
        return hashed.resolveSibling(hashed.getFileName() + ".answer");
    }

    @Nullable
    Dated answer(String identity, String key) {
        for (Path shelf : shelves(identity)) {
            Path file = answerOf(shelf, key);
            Sheet sheet = unreadable.contains(file) ? null : believed(file, identity, key);
            if (sheet != null && sheet.answers().size() == 1) {
                touch(file);
                return Dated.of(sheet, file);
            }
        }
        return null;
    }

    @Nullable
    Path keep(String identity, String key, Dated answer, Shelf shelf) {
        Path file = answerOf(shelf(identity, shelf), key);
        if (answer.weight() > MOST_ENCODED) {
            return null;
        }
        try {
            begin(identity);
            write(file, answer.sheet(owner(identity), key).encode(), false);
            unreadable.remove(file);
            makeRoom();
            return file;
        } catch (IOException e) {
            tell(e);
            return null;
        }
    }

    // Facts

    void fact(String identity, Facts facts, String kind, String key, String value) {
        if (facts.put(kind, key, value)) {
            try {
                begin(identity);
                facts.write(kind, key, value);
            } catch (IOException e) {
                tell(e);
            }
        }
    }

    // Room

    long bytes() {
        if (!begun.get()) {
            sweep();
        }
        return Math.max(0, bytes.sum());
    }

    /** The room is looked at when a sixteenth of it was written since, or what is known is beyond it. */
    private void makeRoom() {
        if (bytes.sum() > most || writtenSinceSweep.sum() > most / 16) {
            sweep();
        }
    }

    private record Found(Path file, long size, long modified) {}

    /** Measures everything, takes away what killed processes left unfinished, and what was not read for longest. */
    private void sweep() {
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

    void forget(String identity, String subject) {
        for (Path shelf : Arrays.asList(shelf(identity, Shelf.PUBLIC), shelf(identity, Shelf.PRIVATE))) {
            OwnFiles.deleteAll(slabsOf(shelf, subject));
            OwnFiles.delete(answerOf(shelf, subject));
        }
    }

    void clear() {
        OwnFiles.deleteAll(root);
        bytes.reset();
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private void tell(IOException e) {
        if (told.compareAndSet(false, true)) {
            String why = e instanceof FileSystemException named && named.getReason() != null
                    ? named.getReason()
                    : e instanceof FileSystemException
                            ? e.getClass().getSimpleName().replace("Exception", "")
                            : String.valueOf(e.getMessage());
            trouble.accept("Answers cannot be kept in " + root + " (" + why
                    + ").\nAll goes on without that, and is asked again next time; make room or name another"
                    + " directory.");
        }
    }
}
