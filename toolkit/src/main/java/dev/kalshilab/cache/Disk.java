package dev.kalshilab.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of one source: {@code v4/SOURCE/IDENTITY/public|private/slabs/ab/cdef…/FROM_TO_RANDOM.slab}, answers
 * beside the slabs, and facts.
 *
 * <p>No locks: names are never used twice, a file appears whole under its name, and whoever replaces some by one deletes
 * only what the new one holds, after it is there. So several processes can do all of this at once. Nothing here fails
 * because of a disk: what cannot be read is not there, what cannot be written is said once.
 */
final class Disk {
    private static final Pattern NAME = Pattern.compile("(-?\\d{1,19})_(-?\\d{1,19})_[0-9a-f]{16}\\.slab");

    /** What is larger as it arrived stays in memory. */
    private static final long MOST_ENCODED = 1L << 30;

    private static final long HOUR = TimeUnit.HOURS.toMillis(1);
    private static final int MOST_LISTINGS = 3;

    private final String source;
    private final Layout layout;
    private final Consumer<String> trouble;
    private final LongAdder damaged;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Merge merge = new Merge(this);
    private final Room room;
    private final Set<Path> unreadable = ConcurrentHashMap.newKeySet();

    Disk(Path directory, String source, StoreOptions options, LongAdder damaged) {
        this.source = source;
        this.layout = new Layout(directory, source, options.privateToo());
        this.room = new Room(layout.root(), options.diskBytes());
        this.trouble = options.trouble();
        this.damaged = damaged;
    }

    /** A slab on the disk, as its name tells; it is read before it is believed. */
    record Named(Path file, Range covered) {}

    // Identity

    /** Whose answers these are; null when nobody has said so yet. */
    @Nullable
    String identity() {
        try {
            Sheet sheet = Sheet.decode(OwnFiles.read(layout.identity()));
            return sheet.owner().equals(source) ? sheet.key() : null;
        } catch (IOException | Sheet.Damaged e) {
            return null;
        }
    }

    /** From now on answers are this one's; those of all others are deleted. */
    void identify(String identity) {
        if (!Files.isDirectory(layout.root())) {
            return;
        }
        try {
            write(layout.identity(), new Sheet(source, identity, 0, 0, List.of()).encode(), false);
        } catch (IOException e) {
            tell(e);
        }
        merge.alone(() -> leave(identity));
    }

    private void leave(String identity) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(layout.root())) {
            Path own = layout.home(identity);
            for (Path each : all) {
                if (!each.equals(own) && Files.isDirectory(each)) {
                    OwnFiles.deleteAll(each);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // What is left of others is in directories that nobody reads.
        }
    }

    Path facts(String identity) {
        return layout.facts(identity);
    }

    boolean takes(Shelf shelf) {
        return layout.takes(shelf);
    }

    // Slabs

    /** The slabs of a subject by their names. */
    List<Named> list(String identity, String subject) {
        List<Named> found = new ArrayList<>();
        for (Path shelf : layout.shelves(identity)) {
            found.addAll(list(Layout.slabsOf(shelf, subject)));
        }
        return found;
    }

    /**
     * A listing is no picture of one moment: while another process puts files together, the new one may not be seen and
     * the old ones no longer. A directory that changed meanwhile is listed again, a few times. What is missed all the
     * same is asked again, and nothing worse.
     */
    List<Named> list(Path directory) {
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
        List<Packed> packed = packed(identity, subject, named);
        if (packed == null) {
            return null;
        }
        try {
            List<Kept> answers = new ArrayList<>();
            for (Packed each : packed) {
                answers.add(each.answer());
            }
            touch(named.file());
            return new Slab(subject, named.covered(), answers);
        } catch (Sheet.Damaged e) {
            spoiled(named.file());
            return null;
        }
    }

    /** The answers in the file; null when it is gone, or was found damaged and is deleted now. */
    @Nullable
    List<Packed> packed(String identity, String subject, Named named) {
        Sheet sheet = believed(named.file(), identity, subject);
        if (sheet == null) {
            return null;
        }
        if (sheet.first() != named.covered().from()
                || sheet.second() != named.covered().to()) {
            spoiled(named.file());
            return null;
        }
        return sheet.answers();
    }

    private @Nullable Sheet believed(Path file, String identity, String key) {
        try {
            Sheet sheet = Sheet.decode(OwnFiles.read(file));
            if (sheet.owner().equals(layout.owner(identity)) && sheet.key().equals(key)) {
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

    /** The file in which it is now; null when there is none of it alone. */
    @Nullable
    Path keep(String identity, Slab slab, Shelf shelf) {
        if (slab.weight() > MOST_ENCODED) {
            return null;
        }
        Path directory = Layout.slabsOf(layout.shelf(identity, shelf), slab.subject());
        boolean first = !Files.isDirectory(directory);
        List<Packed> answers = slab.answers().stream().map(Packed::of).toList();
        // Not forced: what a crash of the machine leaves half is found by its checksum and asked again.
        Path file = write(identity, slab.subject(), slab.covered(), answers, directory, false);
        if (file != null) {
            if (!first) {
                merge.look(identity, slab.subject(), directory);
            }
            room.make();
        }
        // What found no room is where the memory does not look for it by its file.
        return file == null || !Files.exists(file) ? null : file;
    }

    @Nullable
    Path write(String identity, String subject, Range covered, List<Packed> answers, Path directory, boolean force) {
        Path file = directory.resolve(covered.from() + "_" + covered.to() + "_" + OwnFiles.random() + ".slab");
        byte[] content = new Sheet(layout.owner(identity), subject, covered.from(), covered.to(), answers).encode();
        try {
            begin(identity);
            write(file, content, force);
            return file;
        } catch (IOException e) {
            tell(e);
            return null;
        }
    }

    /** Deletes what is in another file too. */
    void replaced(Named named) {
        long length = named.file().toFile().length();
        if (OwnFiles.delete(named.file())) {
            room.deleted(length);
        }
    }

    /** Does something while no files are put together. */
    void alone(Runnable what) {
        merge.alone(what);
    }

    private void write(Path file, byte[] content, boolean force) throws IOException {
        OwnFiles.write(file, content, force);
        room.written(content.length);
    }

    private void begin(String identity) throws IOException {
        if (begun.get() && Files.isDirectory(layout.root())) {
            return;
        }
        OwnFiles.untilThere(() -> {
            OwnFiles.directories(layout.root());
            OwnFiles.close(layout.root());
            if (!Files.exists(layout.identity())) {
                OwnFiles.write(layout.identity(), new Sheet(source, identity, 0, 0, List.of()).encode(), false);
            }
        });
        if (begun.compareAndSet(false, true)) {
            room.sweep();
        }
    }

    // Answers

    @Nullable
    Dated answer(String identity, String key) {
        for (Path shelf : layout.shelves(identity)) {
            Path file = Layout.answerOf(shelf, key);
            Sheet sheet = unreadable.contains(file) ? null : believed(file, identity, key);
            if (sheet != null && sheet.answers().size() == 1) {
                try {
                    Dated answer = Dated.of(sheet, file);
                    touch(file);
                    return answer;
                } catch (Sheet.Damaged e) {
                    spoiled(file);
                }
            }
        }
        return null;
    }

    @Nullable
    Path keep(String identity, String key, Dated answer, Shelf shelf) {
        Path file = Layout.answerOf(layout.shelf(identity, shelf), key);
        if (answer.weight() > MOST_ENCODED) {
            return null;
        }
        try {
            begin(identity);
            write(file, answer.sheet(layout.owner(identity), key).encode(), false);
            unreadable.remove(file);
            room.make();
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
            room.sweep();
        }
        return room.bytes();
    }

    void forget(String identity, String subject) {
        merge.alone(() -> {
            for (Path shelf :
                    Arrays.asList(layout.shelf(identity, Shelf.PUBLIC), layout.shelf(identity, Shelf.PRIVATE))) {
                OwnFiles.deleteAll(Layout.slabsOf(shelf, subject));
                OwnFiles.delete(Layout.answerOf(shelf, subject));
            }
        });
    }

    void clear() {
        merge.alone(() -> {
            OwnFiles.deleteAll(layout.root());
            room.cleared();
        });
    }

    /** Ends what goes on beside. */
    void close() {
        merge.close();
    }

    @Override
    public String toString() {
        return layout.root().toString();
    }

    private void tell(IOException e) {
        if (told.compareAndSet(false, true)) {
            String why = e instanceof FileSystemException named && named.getReason() != null
                    ? named.getReason()
                    : e instanceof FileSystemException
                            ? e.getClass().getSimpleName().replace("Exception", "")
                            : String.valueOf(e.getMessage());
            trouble.accept("Answers cannot be kept in " + layout.root() + " (" + why
                    + ").\nAll goes on without that, and is asked again next time; make room or name another"
                    + " directory.");
        }
    }
}
