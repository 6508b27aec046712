using System.Runtime.CompilerServices;

namespace Sekimori.Capture.Network;

/// <summary>A connection, the same for both directions: the lower address and port come first.</summary>
internal readonly struct FlowKey : IEquatable<FlowKey>
{
    public readonly UInt128 Low, High;
    public readonly uint Ports;

    public FlowKey(UInt128 source, ushort sourcePort, UInt128 destination, ushort destinationPort, out bool fromLow)
    {
        fromLow = source < destination || (source == destination && sourcePort <= destinationPort);
        Low = fromLow ? source : destination;
        High = fromLow ? destination : source;
        Ports = fromLow ? (uint)(sourcePort << 16 | destinationPort) : (uint)(destinationPort << 16 | sourcePort);
    }

    public ushort LowPort => (ushort)(Ports >> 16);

    public ushort HighPort => (ushort)Ports;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(FlowKey other) => Ports == other.Ports && Low == other.Low && High == other.High;

    public override bool Equals(object? other) => other is FlowKey key && Equals(key);

    /// <summary>Mixes with a seed of this process, so that a capture cannot be made to fall into one bucket.</summary>
    public override int GetHashCode()
    {
        var mixed = ((ulong)Low ^ Seed) * 0x9e3779b97f4a7c15 + (ulong)High;
        mixed = (mixed ^ (mixed >> 29) ^ (ulong)(Low >> 64)) * 0xbf58476d1ce4e5b9 + ((ulong)(High >> 64) ^ Ports);
        mixed = (mixed ^ (mixed >> 32)) * 0x94d049bb133111eb;
        return (int)(mixed >> 32);
    }

    private static readonly ulong Seed = (ulong)System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue) << 32
        | (uint)System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
}
