using Sekimori.Cim.Providers;
using Sekimori.Linux.Classes;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Providers;

/// <summary>The variables that every session gets: /etc/environment, see pam_env(8). The server's own environment is nobody's business.</summary>
internal sealed class EnvironmentProvider(LinuxHost host) : CimProvider<Win32Environment>
{
    public override bool MayBlock => false;

    protected override IEnumerable<Win32Environment> Enumerate(ProviderRequest request)
    {
        foreach (var (name, value) in KeyValueFile.Read(Path.Combine(host.Paths.Etc, "environment")))
            yield return new Win32Environment
            {
                Caption = $"<SYSTEM>\\{name}",
                Description = $"<SYSTEM>\\{name}",
                Name = name,
                Status = "OK",
                SystemVariable = true,
                UserName = "<SYSTEM>",
                VariableValue = value,
            };
    }
}
