using Sekimori.App.Terminal;
using Sekimori.Detection.Sigma;

namespace Sekimori.App.Watch;

/// <summary>Rules from files and folders.</summary>
internal static class RuleFolder
{
    /// <summary>The files named, and the *.yml and *.yaml below folders named.</summary>
    /// <exception cref="CommandException">A path is not there.</exception>
    public static IEnumerable<(string File, string Text)> Read(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in Directory.EnumerateFiles(path, "*.y*ml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                    yield return (file, InputFile.ReadText(file));
            }
            else if (File.Exists(path)) yield return (path, InputFile.ReadText(path));
            else throw new CommandException(ExitCode.Failed, $"{path}: no such file or folder");
        }
    }

    /// <summary>Our own rules, where they are wanted, with those of the paths.</summary>
    public static RuleSet Load(bool hasOwn, IEnumerable<string> paths)
    {
        try
        {
            return RuleSet.Read([.. hasOwn ? RuleSet.BuiltInFiles() : [], .. Read(paths)]);
        }
        catch (RuleException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }
    }
}
