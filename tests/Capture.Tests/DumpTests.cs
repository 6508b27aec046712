using Sekimori.Guard.Observations;

namespace Sekimori.Capture.Tests;

public class DumpTests
{
    [Fact]
    public void Dump()
    {
        foreach (var path in Captures.All)
            File.WriteAllLines("/tmp/m-guard/dump-" + Path.GetFileName(path) + ".json", Captures.Observe(path).Select(ObservationJson.ToJson));
    }
}
