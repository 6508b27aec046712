namespace Sekimori.App.Rpc;

/// <summary>One step of a ping.</summary>
/// <param name="Step">What was tried.</param>
/// <param name="Ok">Whether it went well; null for what is only told.</param>
/// <param name="Answer">What the server answered.</param>
internal sealed record PingStep(string Step, bool? Ok, string Answer);
