namespace Sekimori.Storage.Audit;

/// <summary>The audit log cannot be written: the disk is full or gone. The policy decides whether calls continue without it.</summary>
internal sealed class AuditUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
