namespace Sekimori.Linux.Privileges;

/// <summary>The keeper does not answer: it does not run, or does not take orders from this user.</summary>
internal sealed class KeeperGoneException(string message, Exception? inner = null) : IOException(message, inner);
