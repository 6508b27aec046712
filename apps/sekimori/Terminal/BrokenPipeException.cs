namespace Sekimori.App.Terminal;

/// <summary>The reader of standard output has closed it (as `head` does): the command ends quietly.</summary>
internal sealed class BrokenPipeException(IOException inner) : Exception("standard output was closed", inner);
