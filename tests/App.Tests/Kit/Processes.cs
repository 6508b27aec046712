using System.Text;

namespace Sekimori.App.Tests.Kit;

/// <summary>Processes of this machine, to see which of a test's are left.</summary>
internal static class Processes
{
    /// <summary>How many `sleep` with this time there are.</summary>
    public static int Sleeping(string mark) => Directory.EnumerateDirectories("/proc").Count(process =>
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline"))) == $"sleep\0{mark}\0";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
