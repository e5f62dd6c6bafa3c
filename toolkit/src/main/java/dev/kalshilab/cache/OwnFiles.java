package dev.kalshilab.cache;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files and directories for their owner alone, where the file system knows such.
 *
 * <p>Read and written by streams of {@code java.io}: an interrupt, which is how a notebook stops a cell, closes a
 * channel in the middle and would look like a broken disk.
 */
final class OwnFiles {
    /** What a file is called until it is whole. */
    static final String UNFINISHED = ".part";

    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
    private static final FileAttribute<?>[] DIRECTORY = owners("rwx------");
    private static final FileAttribute<?>[] FILE = owners("rw-------");
    private static final int TRIES = 5;

    private OwnFiles() {}

    private static FileAttribute<?>[] owners(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    private static FileAttribute<?>[] attributes(Path at, FileAttribute<?>[] wanted) {
        return at.getFileSystem().supportedFileAttributeViews().contains("posix") ? wanted : NO_ATTRIBUTES;
    }

    static void directories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, attributes(directory, DIRECTORY));
        }
    }

    /** Takes from others what they may do with a directory, which a copy or an unpacked archive may have given them. */
    static void close(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    static void createFile(Path file) throws IOException {
        Files.createFile(file, attributes(file, FILE));
    }

    static String random() {
        byte[] bytes = new byte[8];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * Writes a file that is there whole or not at all.
     *
     * @param force whether it must be on the disk itself before this returns
     */
    static void write(Path file, byte[] content, boolean force) throws IOException {
        untilThere(() -> writeOnce(file, content, force));
    }

    /** What is done with files. */
    interface Work {
        void run() throws IOException;
    }

    /** Does it again, a few times, where another takes all files and directories away meanwhile. */
    static void untilThere(Work work) throws IOException {
        for (int i = 1; ; i++) {
            try {
                work.run();
                return;
            } catch (NoSuchFileException | FileNotFoundException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static void writeOnce(Path file, byte[] content, boolean force) throws IOException {
        Path unfinished = begin(file);
        try {
            try (FileOutputStream out = new FileOutputStream(unfinished.toFile())) {
                out.write(content);
                if (force) {
                    out.getFD().sync();
                }
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            delete(unfinished);
            throw e;
        }
    }

    /** Another process may take an empty directory away in between. */
    private static Path begin(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no directory");
        }
        for (int i = 1; ; i++) {
            Path unfinished = directory.resolve(random() + UNFINISHED);
            try {
                directories(directory);
                createFile(unfinished);
                return unfinished;
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                if (i == TRIES) {
                    throw e;
                }
            }
        }
    }

    static byte[] read(Path file) throws IOException {
        // What FileInputStream throws does not tell a file that is gone from one that may not be read.
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString());
        }
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        } catch (IOException e) {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            throw e;
        }
    }

    /** Whether it is gone. */
    static boolean delete(Path file) {
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes what can be deleted of it. */
    static void deleteAll(Path directory) {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(directory)) {
                inside.forEach(OwnFiles::deleteAll);
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                // What is left is looked at the next time.
            }
        }
        delete(directory);
    }
}
