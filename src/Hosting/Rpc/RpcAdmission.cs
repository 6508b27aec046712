namespace Sekimori.Hosting.Rpc;

/// <summary>What the guard says of a call.</summary>
/// <param name="Status">The fault that the call is answered with; 0 where it may run.</param>
/// <param name="Ready">What the call waits for before it runs: a line of the audit log that has to be durable first. Ends in an exception where the call must not run then.</param>
/// <param name="State">What the guard keeps with the call; null where nothing is to be told of its end.</param>
public readonly record struct RpcAdmission(uint Status, ValueTask Ready = default, object? State = null);
