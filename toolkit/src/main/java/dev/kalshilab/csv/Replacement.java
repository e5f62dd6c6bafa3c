package dev.kalshilab.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The next content of a file: written beside it, and put in its place in one step once it is whole and on the disk.
 *
 * <p>Closed before {@link #commit()}, it leaves nothing behind and the old file as it was.
 */
final class Replacement implements Closeable {
    private final Path target;
    private final Path part;
    private final FileChannel channel;

    private Replacement(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    /** Begins a replacement; missing directories are made, and a link is followed to the file that it names. */
    static Replacement of(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path target = Files.exists(absolute) ? absolute.toRealPath() : absolute;
        if (Files.isDirectory(target)) {
            throw new FileSystemException(file.toString(), null, "it is a directory");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(file.toString(), null, "it is a device or pipe, not a file");
        }
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new FileSystemException(file.toString(), null, "the file there is read-only");
        }
        Path directory = target.getParent();
        if (directory != null) {
            directories(directory);
        }
        // Not named after the target, whose name may have the longest length that is allowed.
        Path part = target.resolveSibling(".kalshi-" + UUID.randomUUID() + ".part");
        FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Replacement replacement = new Replacement(target, part, channel);
        try {
            replacement.keepPermissions();
        } catch (IOException e) {
            replacement.close();
            throw e;
        }
        return replacement;
    }

    private static void directories(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new FileSystemException(e.getFile(), null, e.getFile() + " is a file, not a directory");
        } catch (AccessDeniedException e) {
            throw new FileSystemException(e.getFile(), null, "no permission to make the directory " + e.getFile());
        }
    }

    private void keepPermissions() throws IOException {
        if (Files.exists(target)) {
            try {
                Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(target));
            } catch (UnsupportedOperationException e) {
                // a system with other permissions: the directory's are inherited
            }
        }
    }

    /** Where to write; ends with an exception when the thread is interrupted. */
    OutputStream stream() {
        return Channels.newOutputStream(channel);
    }

    /** Waits until what was written is on the disk. */
    void seal() throws IOException {
        channel.force(true);
        channel.close();
    }

    /** Puts it in the place of the old file. */
    void commit() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        Path directory = target.getParent();
        if (directory != null) {
            try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            } catch (IOException e) {
                // Windows does not open directories: the rename reaches the disk when the system pleases
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
