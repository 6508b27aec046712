using System.Xml.Linq;

namespace Sekimori.Architecture.Tests;

/// <summary>A core that loses its &lt;Core&gt; mark would lose the analyzer that keeps it without I/O, and nobody would see it.</summary>
public class CoreTests
{
    [Theory]
    [InlineData("Wire"), InlineData("Guard"), InlineData("Observations"), InlineData("Ndr"), InlineData("Security"), InlineData("Rpc"), InlineData("Cim"), InlineData("WsMan")]
    public void A_core_is_marked_as_one(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
        Assert.Equal("true", file.Descendants("Core").SingleOrDefault()?.Value);
    }
}
