using Sekimori.Security;

namespace Sekimori.Gate.Threads;

/// <summary>
/// The threads of .NET that wait for sockets. A gate passes on more than it computes: most of what a small call costs it is the change from
/// them to a thread of the pool, once for the caller's request and once for the target's answer.
/// </summary>
internal static class SocketThreads
{
    // Read by System.Net.Sockets when the process uses its first socket; then there is such a thread for each processor.
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Lets what a socket has received be passed on by the thread that waits for it. To be called before the first socket, and only where
    /// everything that may wait enters the pool first (<see cref="PoolThread"/>): the gate, not a server with providers.
    /// </summary>
    public static void PassOnInline() => Environment.SetEnvironmentVariable(Variable, "1");
}
