using System.Text;
using Sekimori.App.Terminal;

namespace Sekimori.App.Posture;

/// <summary>Where a report goes: standard output, or a file that is complete or not there.</summary>
internal sealed class ReportOutput : IDisposable
{
    private readonly string? _file;
    private readonly Screen _screen;

    public ReportOutput(Screen screen, string? file)
    {
        (_screen, _file) = (screen, file);
        if (file is null)
        {
            (Writer, Screen) = (screen.Output, screen);
            return;
        }

        try
        {
            // The file takes its name only when it is whole: a reader never sees half of a report.
            Writer = new StreamWriter(new FileStream(file + ".part", FileMode.Create, FileAccess.Write), new UTF8Encoding(false));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"the report cannot be written to {file}: {failure.Message}", failure);
        }

        Screen = new Screen(Writer, screen.Error, wantsJson: false);
    }

    /// <summary>Where formats for programs write.</summary>
    public TextWriter Writer { get; }

    /// <summary>Where the text format writes.</summary>
    public Screen Screen { get; }

    /// <summary>Runs a write: a pipe whose reader has gone ends the command.</summary>
    public void Guarded(Action write)
    {
        _screen.BeforeOutput?.Invoke();
        try
        {
            write();
        }
        catch (IOException gone) when (_file is null)
        {
            throw new BrokenPipeException(gone);
        }
    }

    /// <summary>The report is whole: the file takes its name.</summary>
    public void Complete()
    {
        if (_file is null)
        {
            Guarded(Writer.Flush);
            return;
        }

        Writer.Dispose();
        File.Move(_file + ".part", _file, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_file is not null) Writer.Dispose();
    }
}
