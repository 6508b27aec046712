namespace Sekimori.Bench.Rpc;

/// <summary>What came of one turn.</summary>
/// <param name="Rate">Calls a second.</param>
/// <param name="Cpu">Microseconds of the server's processor time a call.</param>
/// <param name="Allocated">Bytes that the server allocated a call.</param>
internal readonly record struct Turn(double Rate, double Cpu, double Allocated);
