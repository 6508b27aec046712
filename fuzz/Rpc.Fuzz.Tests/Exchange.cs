using System.Reflection;

namespace Sekimori.Rpc.Fuzz.Tests;

/// <summary>The PDUs of one connection in the order in which they went.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Pdus">The sender, and its bytes.</param>
internal sealed record Exchange(string Name, IReadOnlyList<(bool FromClient, byte[] Bytes)> Pdus)
{
    /// <summary>What one side sent.</summary>
    public List<byte[]> Of(bool client) => [.. Pdus.Where(pdu => pdu.FromClient == client).Select(pdu => pdu.Bytes)];

    /// <summary>All exchanges of a folder of this project.</summary>
    public static Exchange[] All(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(name => name.Contains($".{folder}.", StringComparison.Ordinal)).Order()
            .Select(name => Read(name, assembly.GetManifestResourceStream(name)!))];
    }

    private static Exchange Read(string name, Stream stream)
    {
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n').Where(line => line.Length > 2 && line[0] != '#');
        return new(name, [.. lines.Select(line => (line[0] == 'C', Convert.FromHexString(line.AsSpan(2).Trim())))]);
    }
}
