using Sekimori.App.Terminal;
using Sekimori.Gate.ServiceMaps;
using Sekimori.Observations.Services;
using Sekimori.Storage.Files;

namespace Sekimori.App.Map;

/// <summary>A baseline in a file, as `watch` and `map` learn it and compare with it.</summary>
internal static class LearntBaseline
{
    /// <exception cref="CommandException">It is no baseline.</exception>
    public static Baseline Read(string path)
    {
        try
        {
            return BaselineFile.Read(path);
        }
        catch (FormatException wrong)
        {
            throw new CommandException(ExitCode.Failed, wrong.Message, wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed,
                $"{path}: the baseline cannot be read: {wrong.Message} (make one with --learn {path})", wrong);
        }
    }

    /// <summary>Adds the edges of a map to the baseline of a file, which is made where it is missing.</summary>
    public static void Learn(Screen screen, string path, ServiceMap map)
    {
        var baseline = File.Exists(path) ? Read(path) : new Baseline();
        var before = baseline.Count;
        baseline.Learn(map);
        using (var draft = new FileDraft(path))
        {
            baseline.Write(draft.Stream);
            draft.Place();
        }
        screen.Error.WriteLine($"{Printable.Of(path)}: {baseline.Count} edges, {baseline.Count - before} of them new");
    }
}
