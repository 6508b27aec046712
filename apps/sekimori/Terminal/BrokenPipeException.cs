namespace Sekimori.App.Terminal;

/// <summary>Whoever read standard output has gone (as `head` does): the command ends quietly.</summary>
internal sealed class BrokenPipeException(IOException inner) : Exception("standard output was closed", inner);
