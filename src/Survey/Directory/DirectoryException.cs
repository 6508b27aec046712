namespace Sekimori.Survey.Directory;

/// <summary>A directory cannot be read. The message is one line: what, where, what to do.</summary>
internal sealed class DirectoryException(string message, Exception? inner = null) : Exception(message, inner);
