using Sekimori.Cim.Providers;

namespace Sekimori.Linux.Classes;

// Of what Windows knows there, only this has a meaning on Linux. A client that sends more gets an error; nothing is ignored silently.
[CimClass("Win32_ProcessStartup", Description = "How Win32_Process.Create starts a process")]
internal sealed partial class Win32ProcessStartup : Win32MethodParameterClass
{
    public partial string[]? EnvironmentVariables { get; set; }
}
