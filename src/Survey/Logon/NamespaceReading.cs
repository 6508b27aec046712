using System.Globalization;
using Sekimori.Posture.Facts;
using Sekimori.Wire;

namespace Sekimori.Survey.Logon;

/// <summary>Reads who may open WMI's namespaces, by GetSD of __SystemSecurity ([MS-WMI] 2.3.2).</summary>
internal sealed class NamespaceReading(ILogonDoor door, HostFacts facts)
{
    // What remote administration uses.
    private static readonly string[] Spaces = ["root/cimv2", "root/default"];

    /// <summary>Reads; a namespace without the class is no failure.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var space in Spaces)
        {
            var answer = await door.InvokeAsync(space, "__SystemSecurity", "GetSD", [], cancellationToken)
                .ConfigureAwait(false);
            var bytes = answer.All("SD").Select(text => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var one)
                ? one : (byte)0).ToArray();
            if (bytes.Length == 0) continue;
            try
            {
                facts.Add(new Fact(FactId.NamespaceSecurity, space, DescriptorText.Of(bytes), FactSource.Logon));
            }
            catch (MalformedException wrong)
            {
                facts.Add(new Fact(FactId.Trouble, door.Name, $"{space}: {wrong.Message}", FactSource.Logon));
            }
        }
    }
}
