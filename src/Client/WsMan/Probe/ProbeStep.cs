namespace Sekimori.Client.WsMan.Probe;

/// <summary>One step of a probe.</summary>
/// <param name="Name">What was tried, in a word: "name", "connect", "tls", "http", "clock", "identify", "logon", "shell".</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Finding">What was found, on one line.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record ProbeStep(string Name, ProbeOutcome Outcome, string Finding, double Milliseconds);
