using System.CommandLine;

namespace Sekimori.App.Manual;

/// <summary>The completion script of bash.</summary>
internal static class BashCompletion
{
    /// <summary>The script for the commands of <paramref name="root"/>.</summary>
    public static string Write(RootCommand root) => $$"""
        # bash completion for sekimori; `sekimori completion bash` writes it.
        {{ShellTables.Write(root)}}_sekimori() {
            local cur=${COMP_WORDS[COMP_CWORD]} at='' option='' word i subcommands flags values kind
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [[ $word == = ]]; then
                    # bash takes --option=value for three words.
                    continue
                elif [[ -n $option ]]; then
                    option=''
                elif [[ $word == -* ]]; then
                    if _sekimori_value "$at" "$word"; then option=$word; fi
                else
                    _sekimori_at "$at"
                    if [[ " $subcommands " == *" $word "* ]]; then at+="${at:+ }$word"; fi
                fi
            done
            if [[ $cur == = ]]; then cur=''; fi
            if [[ -n $option ]]; then
                _sekimori_value "$at" "$option"
            else
                _sekimori_at "$at"
                if [[ $cur == -* ]]; then
                    values=$flags kind=''
                elif [[ -n $subcommands ]]; then
                    values=$subcommands kind=''
                fi
            fi
            mapfile -t COMPREPLY < <(
                compgen -W "$values" -- "$cur"
                case $kind in
                file) compgen -f -- "$cur" ;;
                folder) compgen -d -- "$cur" ;;
                esac
            )
            # A slash after folders, and quotation marks where a name needs them.
            if [[ -n $kind ]]; then compopt -o filenames 2>/dev/null; fi
        }
        complete -F _sekimori sekimori

        """;
}
