using Sekimori.TestKit;

namespace Sekimori.Interop.Rpc;

/// <summary>Runs a peer of RPC, which finds the realm where there is one. What it writes is one text.</summary>
internal static class Peer
{
    /// <summary>Runs a script of Python and gives its lines.</summary>
    public static async Task<string[]> PythonAsync(string script, params string[] arguments)
    {
        var (code, output) = await RunAsync(PeerProgram.Python, ["-c", script, .. arguments]);
        Assert.True(code == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Runs a program to its end, which must come within two minutes.</summary>
    public static Task<(int Code, string Output)> RunAsync(string program, params string[] arguments) =>
        RunAsync(program, arguments, [], null);

    /// <summary>Runs a program to its end with more of an environment, or more time.</summary>
    public static async Task<(int Code, string Output)> RunAsync(
        string program, string[] arguments, IEnumerable<(string Name, string Value)> environment, TimeSpan? most)
    {
        var variables = environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value));
        if (Realm.Settings is { } settings) variables = variables.Prepend(KeyValuePair.Create("KRB5_CONFIG", settings));
        var (code, output, errors) = await PeerProgram.RunAsync(program, arguments, environment: variables, most: most);
        return (code, output + errors);
    }
}
