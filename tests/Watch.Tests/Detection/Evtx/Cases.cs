namespace Sekimori.Detection.Tests.Evtx;

/// <summary>The shared situations, read where they lie. If the folder is absent, a test is skipped with that reason.</summary>
internal static class Cases
{
    public static string Require(string name)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, "shared", "cases", name);
            if (File.Exists(path)) return path;
        }
        Assert.Skip($"../shared/cases/{name} is not here");
        return "";
    }
}
