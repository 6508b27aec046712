namespace Sekimori.App.Gateway;

/// <summary>One step of a target's test.</summary>
/// <param name="Target">The target.</param>
/// <param name="Step">What was tried: "address", "port 135", "tls" …</param>
/// <param name="Good">True if it went as it should.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Finding">What was found, on one line.</param>
internal sealed record TargetStep(string Target, string Step, bool Good, double Milliseconds, string Finding);
