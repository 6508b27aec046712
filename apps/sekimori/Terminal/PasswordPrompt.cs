using System.Text;

namespace Sekimori.App.Terminal;

/// <summary>Asks for a password without showing it, or reads it from standard input.</summary>
internal static class PasswordPrompt
{
    // Longer than any password that is typed or generated; more is a wrong file on standard input.
    private const int MaxLength = 1024;

    /// <summary>Reads the first line of standard input.</summary>
    /// <exception cref="CommandException">There is none, or it is too long.</exception>
    public static string ReadStandardInput()
    {
        var line = Console.In.ReadLine();
        if (string.IsNullOrEmpty(line))
            throw new CommandException(ExitCode.Failed, "standard input contains no password");
        return line.Length <= MaxLength
            ? line
            : throw new CommandException(ExitCode.Failed, $"the password has more than {MaxLength} characters");
    }

    /// <summary>Asks on the terminal.</summary>
    /// <param name="question">Shown before the cursor, as "Password".</param>
    /// <param name="twice">Ask again, and fail if the answers differ: for a new password.</param>
    /// <exception cref="CommandException">There is no terminal, nothing was typed, or the answers differ.</exception>
    public static string Ask(string question, bool twice = false)
    {
        if (Console.IsInputRedirected)
            throw new CommandException(ExitCode.Failed, "no terminal to prompt for the password; pipe it in with --password-stdin");
        var password = ReadHidden($"{question}: ");
        if (password.Length == 0)
            throw new CommandException(ExitCode.Failed, "no password entered");
        if (twice && ReadHidden($"{question} again: ") != password)
            throw new CommandException(ExitCode.Failed, "the two passwords differ; nothing was changed");
        return password;
    }

    private static string ReadHidden(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar) && typed.Length < MaxLength)
                typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
