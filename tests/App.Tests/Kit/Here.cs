using System.Text;

namespace Sekimori.App.Tests.Kit;

/// <summary>
/// Commands run within this process, each with an input and outputs of its own: for what they do and say, a process each would cost more
/// than all the rest.
/// </summary>
internal static class Here
{
    private static readonly AsyncLocal<Streams?> Current = new();

    static Here()
    {
        Console.SetOut(new Forwarding(Console.Out, streams => streams.Output));
        Console.SetError(new Forwarding(Console.Error, streams => streams.Error));
        Console.SetIn(new ForwardingReader(Console.In));
    }

    /// <summary>Runs a command to its end, with nothing on its standard input.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunWithAsync("", arguments);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="input">Its standard input.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<(int ExitCode, string Output, string Error)> RunWithAsync(string input, params string[] arguments)
    {
        StringWriter output = new(), error = new();
        Current.Value = new Streams(new StringReader(input), TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        var exitCode = await Commands.RunAsync(arguments).WaitAsync(TimeSpan.FromSeconds(60));
        return (exitCode, output.ToString(), error.ToString());
    }

    private sealed record Streams(StringReader Input, TextWriter Output, TextWriter Error);

    private sealed class Forwarding(TextWriter process, Func<Streams, TextWriter> chosen) : TextWriter
    {
        public override Encoding Encoding => process.Encoding;

        private TextWriter Target => Current.Value is { } streams ? chosen(streams) : process;

        public override void Write(char value) => Target.Write(value);

        public override void Write(string? value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

        public override void Flush() => Target.Flush();
    }

    private sealed class ForwardingReader(TextReader process) : TextReader
    {
        private TextReader Source => Current.Value?.Input ?? process;

        public override int Peek() => Source.Peek();

        public override int Read() => Source.Read();

        public override string? ReadLine() => Source.ReadLine();
    }
}
