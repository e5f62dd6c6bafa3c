/**
 * The toolkit in a Java notebook: how tables and charts look in a cell, and the adapter to the kernel.
 *
 * <p>The door is {@link dev.kalshilab.notebook.Notebook}, called by the startup script. JJava finds its adapter,
 * {@link dev.kalshilab.notebook.JJavaExtension}, by itself; IJava's is put in place by that call. The look of values
 * knows no kernel: a value becomes texts by MIME type. Only an adapter touches a kernel's library, which is there in that
 * kernel alone. Uses {@code chart}, {@code display}, {@code table}, {@code model} and the door; nothing uses it.
 */
@NullMarked
package dev.kalshilab.notebook;

import org.jspecify.annotations.NullMarked;
