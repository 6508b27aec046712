using Sekimori.Observations.Services;

namespace Sekimori.Gate.ServiceMaps;

/// <summary>A baseline in a file.</summary>
internal static class BaselineFile
{
    // Ten times the map's own limit of edges, at some 100 bytes each.
    private const int Limit = 100 * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is not a baseline; the message names the file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Baseline Read(string path)
    {
        if (new FileInfo(path).Length > Limit) throw new FormatException($"{path}: more than {Limit} bytes");
        try
        {
            return Baseline.Read(File.ReadAllBytes(path));
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{path}: {wrong.Message}", wrong);
        }
    }
}
