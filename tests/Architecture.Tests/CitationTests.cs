using System.Text.RegularExpressions;

namespace Sekimori.Architecture.Tests;

/// <summary>Code that obeys a specification cites the section, so that a reader can compare the two.</summary>
public sealed partial class CitationTests
{
    /// <summary>What readers of protocol libraries find enough: a section for about every second type.</summary>
    private const int FewestInThousandLines = 10;

    [Theory]
    [InlineData("Rpc")]
    [InlineData("Ndr")]
    [InlineData("WsMan")]
    [InlineData("Security")]
    [InlineData("Client")]
    [InlineData("Wmi")]
    [InlineData("Capture")]
    public void A_protocol_project_cites_ten_sections_in_a_thousand_lines(string project)
    {
        var lines = Repository.Sources("src", project).SelectMany(File.ReadLines).ToArray();
        var citations = lines.Sum(line => Section().Count(line));
        Assert.True(
            citations * 1000 >= lines.Length * FewestInThousandLines, $"{project} cites {citations} sections in {lines.Length} lines.");
    }

    [Theory]
    [InlineData("// [MS-RPCE] 2.2.2.13", 1)]
    [InlineData("/// <summary>An NDR pointer ([C706] 14.3.10, [C706] Appendix O).</summary>", 2)]
    [InlineData("// RFC 4178 4.2.1 and [RFC6335] 6", 2)]
    [InlineData("// as [MS-RPCE] has it, and [MS-SPNG], RFC 2743", 0)]
    public void A_citation_names_its_section(string line, int citations) => Assert.Equal(citations, Section().Count(line));

    // A document without a section is a reference; nobody can look up the line in it.
    [GeneratedRegex(@"(\[(MS-[A-Z0-9]+|C706|DSP\d{4}|SOAP12-1|RFC ?\d+)\]|\bRFC ?\d{3,5}) (section |Appendix )?([A-Z]\b|\d)(\.\d+)*")]
    private static partial Regex Section();
}
