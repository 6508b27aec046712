namespace Sekimori.App.Rpc;

/// <summary>One step of a ping.</summary>
/// <param name="Step">What was tried.</param>
/// <param name="Ok">Whether the step succeeded; null for information only.</param>
/// <param name="Answer">What the server answered.</param>
internal sealed record PingStep(string Step, bool? Ok, string Answer);
