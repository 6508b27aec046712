using System.CommandLine;
using Sekimori.App.Cim;
using Sekimori.App.Terminal;
using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Client.Wmi;
using static Sekimori.App.Cim.CimOperands;

namespace Sekimori.App.Wmi;

/// <summary>`sekimori wmi get|invoke|put|delete`: one object.</summary>
internal static class WmiObjects
{
    private static readonly Argument<string> Target = new("PATH")
    {
        Description = "The object, as Win32_Service.Name=\"ssh\"; with --create the class of a new one."
    };
    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "A property and its new value; may be repeated.", HelpName = "PROPERTY=VALUE", Required = true
    };
    private static readonly Option<bool> Create = new("--create") { Description = "Create an object of the class PATH." };

    public static void AddTo(Command group)
    {
        group.Subcommands.Add(new Command("get", "Get one object.") { WmiTarget.Host, ObjectPath, StandardOptions.Json }
            .ReachingWmi().Does(GetAsync));
        group.Subcommands.Add(new Command("invoke", "Invoke a method. The exit code is 1 if it returns a value other than 0.")
        {
            WmiTarget.Host, ObjectPath, Method, Parameters, StandardOptions.Json
        }.ReachingWmi().Does(InvokeAsync));
        group.Subcommands.Add(new Command("put", "Change properties of an object, or create one.")
        {
            WmiTarget.Host, Target, Set, Create, StandardOptions.Json
        }.ReachingWmi().Does(PutAsync));
        group.Subcommands.Add(new Command("delete", "Delete an object.") { WmiTarget.Host, ObjectPath }.ReachingWmi().Does(DeleteAsync));
    }

    private static Task<int> GetAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var path = PathOf(result, ObjectPath);
        return WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            InstanceView.Write(await client.GetAsync(path, cancellationToken), screen);
            return ExitCode.Done;
        });
    }

    private static Task<int> InvokeAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var (path, method) = (PathOf(result, ObjectPath), result.GetRequiredValue(Method));
        var arguments = LocalObjects.ValuesOf(LocalObjects.ArgumentsOf(result.GetValue(Parameters) ?? []));
        return WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            var (definition, answer) = await client.InvokeAsync(path, method, arguments, cancellationToken);
            return InstanceView.Write(definition, answer, screen);
        });
    }

    private static Task<int> PutAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var (path, isNew) = (PathOf(result, Target), result.GetValue(Create));
        var values = LocalObjects.ValuesOf(LocalObjects.ArgumentsOf(result.GetRequiredValue(Set)));
        return WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            var instance = isNew
                ? (await client.GetClassAsync(path, cancellationToken)).CreateInstance()
                : await client.GetAsync(path, cancellationToken);
            foreach (var (property, value) in InstanceBinder.Bind(instance.Class, values)) instance[property.Index] = value;
            await client.PutAsync(instance, isNew ? CimWriteMode.CreateOnly : CimWriteMode.UpdateOnly, cancellationToken);
            // What the server has made of it.
            var after = instance.GetPath()?.ToString() is { } known
                ? await AfterAsync(client, known, instance, cancellationToken)
                : instance;
            InstanceView.Write(after, screen);
            return ExitCode.Done;
        });
    }

    private static Task<int> DeleteAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var path = PathOf(result, ObjectPath);
        return WmiSession.RunAsync(result, cancellationToken, async client =>
        {
            await client.DeleteAsync(path, cancellationToken);
            return ExitCode.Done;
        });
    }

    // The change is made; an object that can be written and not read is no failure of it.
    private static async Task<CimInstance> AfterAsync(
        WmiClient client, string path, CimInstance written, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(path, cancellationToken);
        }
        catch (WmiClientException)
        {
            return written;
        }
    }

    // What is no path is told before a connection is made.
    private static string PathOf(ParseResult result, Argument<string> argument)
    {
        var text = result.GetRequiredValue(argument);
        _ = LocalObjects.PathOf(text);
        return text;
    }
}
