using System.Text.Json;

namespace Sekimori.Interop.Tls;

/// <summary>What testssl.sh finds on a port of 127.0.0.1: its JSON file, by identifier.</summary>
internal sealed class TestsslReport
{
    private static readonly (string Id, string Name)[] Versions =
        [("SSLv3", "SSL 3"), ("TLS1", "TLS 1.0"), ("TLS1_1", "TLS 1.1"), ("TLS1_2", "TLS 1.2"), ("TLS1_3", "TLS 1.3")];

    // A thousand handshakes from a shell script, each a process: half a minute on a machine of its own.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, (string Severity, string Finding)> _rows;

    private TestsslReport(Dictionary<string, (string, string)> rows) => _rows = rows;

    /// <summary>Runs it: protocols, categories of suites, the certificate.</summary>
    public static async Task<TestsslReport> OfAsync(int port)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("sekimori-testssl-");
        try
        {
            var file = Path.Combine(folder.FullName, "out.json");
            // It warns of versions that its OpenSSL does not speak, and asks with its own hellos all the same.
            var (_, output, errors) = await PeerProgram.RunAsync("testssl",
                ["--quiet", "--warnings", "off", "--color", "0", "--jsonfile", file, "-p", "-s", "-S", $"127.0.0.1:{port}"],
                most: Limit);
            Assert.True(File.Exists(file), output + errors);
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
            var rows = new Dictionary<string, (string, string)>();
            foreach (var row in document.RootElement.EnumerateArray())
                rows.TryAdd(row.GetProperty("id").GetString()!.Split(' ')[0],
                    (row.GetProperty("severity").GetString()!, row.GetProperty("finding").GetString()!));
            Assert.True(rows.ContainsKey("TLS1_2"), output + errors);
            return new(rows);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The versions that the server takes, by our names.</summary>
    public IEnumerable<string> Accepted => Versions.Where(one => IsOffered(one.Id)).Select(one => one.Name);

    /// <summary>True if the server takes a protocol or a category of suites.</summary>
    public bool IsOffered(string id) => _rows.TryGetValue(id, out var row) && row.Finding.StartsWith("offered", StringComparison.Ordinal);

    /// <summary>True if it has something against a row.</summary>
    public bool IsBad(string id) => _rows.TryGetValue(id, out var row) && row.Severity is not ("OK" or "INFO" or "DEBUG");

    /// <summary>The text of a row; empty if there is none.</summary>
    public string this[string id] => _rows.TryGetValue(id, out var row) ? row.Finding : "";

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', _rows.Select(row => $"{row.Key} {row.Value.Severity} {row.Value.Finding}"));
}
