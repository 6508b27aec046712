namespace Sekimori.Client.WsMan;

/// <summary>What a remote command left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output, decoded from UTF-8.</param>
/// <param name="Error">Its standard error, decoded from UTF-8.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error);
