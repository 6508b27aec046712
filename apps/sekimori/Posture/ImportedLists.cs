using System.Globalization;
using Sekimori.App.Terminal;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Imported;
using Sekimori.Posture.Offline;
using Sekimori.Wire;

namespace Sekimori.App.Posture;

/// <summary>The lists of --list.</summary>
internal static class ImportedLists
{
    /// <summary>The checks of all files.</summary>
    /// <exception cref="CommandException">A file is no list, or two have the same ID.</exception>
    public static IReadOnlyList<Check> Read(IReadOnlyList<string> files, Screen screen)
    {
        var checks = new List<Check>();
        foreach (var file in files)
        {
            var list = Read(file);
            screen.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"sekimori: {Path.GetFileName(file)}: {list.Checks.Count} checks, {list.Skipped} rows skipped"));
            foreach (var check in list.Checks)
                if (checks.Exists(one => one.Id.Equals(check.Id, StringComparison.OrdinalIgnoreCase)))
                    throw new CommandException(ExitCode.Failed, $"{file}: {check.Id} is in another list too; give one of them");
            checks.AddRange(list.Checks);
        }

        return checks;
    }

    private static ImportedList Read(string file)
    {
        try
        {
            return HardeningKittyReader.Read(OfflineText.Decode(TargetList.ReadAll(file)), Path.GetFileName(file));
        }
        catch (MalformedException wrong)
        {
            throw new CommandException(ExitCode.Failed, $"{file}: {wrong.Where}", wrong);
        }
    }
}
