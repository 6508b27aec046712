namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>A stream that broke the oracle.</summary>
internal sealed record Finding(bool Client, byte[] Stream, string What)
{
    /// <summary>A line for a file in Regressions/, and what went wrong.</summary>
    public override string ToString() => $"{(Client ? 'S' : 'C')} {Convert.ToHexStringLower(Stream)}\n{What}";
}
