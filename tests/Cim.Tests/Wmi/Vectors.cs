namespace Sekimori.Wmi.Tests;

/// <summary>Objects that others encoded, where they lie (../shared/vectors/wmio). Where that folder is absent, a test is skipped.</summary>
internal static class Vectors
{
    public static byte[] Bytes(string name) => Convert.FromHexString(File.ReadAllText(Require(name + ".dump")).Trim());

    public static string Mof(string name) => File.ReadAllText(Require(name + ".mof"));

    public static string Require(string name)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Path.Combine(folder, "shared/vectors/wmio", name) is var path && File.Exists(path))
                return path;
        Assert.Skip($"../shared/vectors/wmio/{name} is not here");
        return "";
    }
}
