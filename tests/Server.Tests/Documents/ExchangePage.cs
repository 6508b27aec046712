using Sekimori.TestKit;

namespace Sekimori.Server.Tests.Documents;

/// <summary>docs/exchanges.md: its fenced blocks, in the order of the page.</summary>
internal sealed class ExchangePage
{
    private const string Fence = "```";

    private readonly List<(string Kind, string Text)> _blocks = [];

    private ExchangePage(string page)
    {
        string? kind = null;
        var text = new List<string>();
        foreach (var line in page.Split('\n'))
        {
            if (!line.StartsWith(Fence, StringComparison.Ordinal))
            {
                if (kind is not null) text.Add(line);
                continue;
            }
            if (kind is null)
            {
                kind = line[Fence.Length..];
                continue;
            }
            _blocks.Add((kind, string.Join('\n', text)));
            kind = null;
            text.Clear();
        }
    }

    /// <summary>Reads the page of this clone.</summary>
    public static ExchangePage Read()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Sekimori.slnx")))
                return new(File.ReadAllText(Path.Combine(folder, "docs", "exchanges.md")));
        }
        throw new InvalidOperationException("No folder above the test contains Sekimori.slnx.");
    }

    /// <summary>The bytes of all hex blocks.</summary>
    public byte[][] Bytes() =>
        [.. Of("hex").Select(block => Hex.Bytes(string.Concat(block.Split('\n').Select(line => line.Split('#')[0]))))];

    /// <summary>All HTTP blocks, with the line ends of HTTP.</summary>
    public string[] Http() => [.. Of("http").Select(block => block.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n")];

    /// <summary>All envelopes, without the indentation of the page.</summary>
    public string[] Envelopes() => [.. Of("xml").Select(block => string.Concat(block.Split('\n').Select(line => line.TrimStart())))];

    private IEnumerable<string> Of(string kind) => _blocks.Where(block => block.Kind == kind).Select(block => block.Text);
}
