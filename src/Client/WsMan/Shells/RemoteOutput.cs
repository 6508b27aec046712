namespace Sekimori.Client.WsMan.Shells;

/// <summary>A run of a command's output.</summary>
/// <param name="IsError">True for the error output.</param>
/// <param name="Bytes">The bytes, which stay as they are.</param>
public readonly record struct RemoteOutput(bool IsError, ReadOnlyMemory<byte> Bytes);
