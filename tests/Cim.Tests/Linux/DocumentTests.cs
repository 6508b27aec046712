using System.Runtime.CompilerServices;

namespace Sekimori.Linux.Tests;

public class DocumentTests
{
    [Fact]
    public void The_page_names_every_class_that_is_served()
    {
        var page = File.ReadAllText(Path.Combine(Folder(), "../../../docs/objects.md"));
        var served = Host.Manager.Namespaces.SelectMany(name => Host.Manager.GetNamespace(name, Host.Reader).Classes)
            .Where(c => !c.IsAbstract && (c.KeyProperties.Count > 0 || c.IsSingleton)).Select(c => c.Name).Distinct();
        // Timers and instructions are part of the consumers; performance classes are named by what follows the common part.
        string[] missing =
        [
            .. served.Where(name => !name.EndsWith("TimerInstruction", StringComparison.Ordinal))
                .Select(name => name.Replace("Win32_PerfRawData_", "", StringComparison.Ordinal)
                    .Replace("Win32_PerfFormattedData_", "", StringComparison.Ordinal))
                .Where(name => !page.Contains(name, StringComparison.Ordinal)),
        ];
        Assert.Empty(missing);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
