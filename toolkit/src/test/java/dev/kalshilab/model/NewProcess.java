package dev.kalshilab.model;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets a test begin as in a process that has read neither a sandbox nor anything real. */
public final class NewProcess implements BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
        Provenance.forgetWhatWasRead();
    }
}
